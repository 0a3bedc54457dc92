import { expect, test } from 'vitest';
import { LineProcess } from './line-process.ts';

const PROGRAM = `
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (line) => {
    const { number } = JSON.parse(line);
    if (number < 0) {
      console.error('no root of', number);
      process.exit(1);
    }
    console.log(JSON.stringify({ root: Math.sqrt(number) }));
  });
`;

test('asks a program and hears its answers, and what it said last when it ends', async () => {
  const program = new LineProcess(process.execPath, ['-e', PROGRAM]);
  expect(await program.ask({ number: 9 })).toEqual({ root: 3 });
  expect(await program.ask({ number: 2.25 })).toEqual({ root: 1.5 });
  await expect(program.ask({ number: -1 })).rejects.toThrow('no root of -1');
  await program.close();
});

test('a program that is not there has ended', async () => {
  const program = new LineProcess('/nowhere/python', []);
  await expect(program.hear()).rejects.toThrow('/nowhere/python has ended');
  await program.close();
});
