import { describe, expect, it } from 'vitest';
import { LiveFigures } from './live-figures.ts';
import { SectionClock } from './section-clock.ts';

describe('live figures', () => {
  it('are given at most ten times a second, as means over what came in between', () => {
    let now = 0;
    const live = new LiveFigures(() => now);
    live.add(Float32Array.of(1, 3), 128, 0.5);
    expect(live.takeDue()).toBeNull();
    now = 99;
    live.add(Float32Array.of(5), 64, 0.25);
    expect(live.takeDue()).toBeNull();
    now = 100;
    expect(live.takeDue()).toEqual({ loss: 3, samplesPerSecond: 256 });
    now = 199;
    live.add(Float32Array.of(7), 64, 0.5);
    expect(live.takeDue()).toBeNull();
    expect(live.take()).toEqual({ loss: 7, samplesPerSecond: 128 });
  });

  it('are none where nothing came in', () => {
    const live = new LiveFigures(() => 1e6);
    expect(live.take()).toBeNull();
  });
});

describe('the clock of a session', () => {
  it('counts each section for itself', () => {
    let now = 1000;
    const clock = new SectionClock(() => now);
    now += 500;
    clock.enter('validation');
    now += 250;
    clock.enter('pause');
    now += 10_000;
    expect(clock.section).toBe('pause');
    clock.enter('train');
    now += 1500;
    expect(clock.seconds('train')).toBe(2);
    expect(clock.seconds('validation')).toBe(0.25);
    expect(clock.seconds('pause')).toBe(10);
  });

  it('goes back to where it was after something of another section', async () => {
    let now = 0;
    const clock = new SectionClock(() => now);
    const waited = clock.within('saving', async () => {
      now += 300;
      throw new Error('the disk is full');
    });
    await expect(waited).rejects.toThrow('full');
    now += 700;
    expect(clock.section).toBe('train');
    expect(clock.seconds('train')).toBe(0.7);
    expect(clock.seconds('saving')).toBe(0.3);
  });

  it('counts waiting for rows and checkpoints as training, pauses and validation not', async () => {
    let now = 0;
    const clock = new SectionClock(() => now);
    for (const section of ['feeding', 'saving', 'pause', 'validation', 'train'] as const) {
      clock.enter(section);
      now += 1000;
    }
    expect(clock.trainSeconds).toBe(3);
  });
});
