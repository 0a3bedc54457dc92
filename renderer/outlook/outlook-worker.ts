import { answerQuestion, type OutlookQuestion } from '../../app/cost/outlook/question.ts';

addEventListener(
  'message',
  ({ data }: MessageEvent<{ readonly id: number; readonly question: OutlookQuestion }>) => {
    postMessage({ id: data.id, answer: answerQuestion(data.question) });
  },
);
