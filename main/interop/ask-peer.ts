import type { LineProcess } from '../peers/line-process.ts';

/** What a peer answers; what went wrong there is thrown here. */
export async function askPeer<Answer>(peer: LineProcess, question: object): Promise<Answer> {
  const answer = (await peer.ask(question)) as Answer | { readonly error: string };
  if (typeof answer === 'object' && answer !== null && 'error' in answer) {
    throw new Error(answer.error);
  }
  return answer as Answer;
}
