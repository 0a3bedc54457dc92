import { describe, expect, test } from 'vitest';
import { guessLanguage } from './guess-language.ts';

describe('the language of a text', () => {
  test.each([
    ['en', 'I would like to know whether the train to the coast is late.'],
    ['en', 'ok see you at the station then'],
    ['de', 'Ich weiß nicht, ob der Zug an die Küste heute pünktlich ist.'],
    ['fr', 'Je ne sais pas si le train vers la côte est à l’heure.'],
    ['es', 'No sé si el tren que va a la costa sale hoy con retraso.'],
    ['pt', 'Eu não sei se o comboio para o litoral está atrasado.'],
    ['it', 'Non so se il treno per la costa è in ritardo anche oggi.'],
    ['nl', 'Ik weet niet of de trein naar de kust vandaag te laat is.'],
    ['ru', 'Я не знаю, опаздывает ли сегодня поезд, который едет к морю.'],
    ['uk', 'Я не знаю, чи потяг до моря сьогодні запізнюється.'],
    ['zh-Hans', '我不知道去海边的火车今天会不会晚点。'],
    ['zh-Hant', '我不知道去海邊的火車今天會不會晚點。'],
    ['zh-Hans', '用 TensorFlow 训练模型，然后看看 loss 曲线'],
    ['ja', '海へ行く電車が今日遅れるかどうか分かりません。'],
    ['ko', '바다로 가는 기차가 오늘 늦는지 모르겠어요.'],
    ['ar', 'لا أعرف إن كان القطار إلى الساحل سيتأخر اليوم.'],
    ['fa', 'نمی‌دانم قطار ساحل امروز دیر می‌کند یا نه.'],
    ['el', 'Δεν ξέρω αν το τρένο για την ακτή έχει καθυστέρηση.'],
    ['he', 'אני לא יודע אם הרכבת לחוף מאחרת היום.'],
    ['th', 'ฉันไม่รู้ว่ารถไฟไปทะเลวันนี้จะสายหรือไม่'],
  ])('is %s: %s', (language, text) => {
    expect(guessLanguage(text)).toBe(language);
  });

  test.each([
    ['nothing', ''],
    ['numbers', '2024-05-01 17:30'],
    ['a name', 'Johannes Keppler'],
    ['Polish, which is none of them', 'Nie wiem, czy pociąg nad morze jest dziś spóźniony.'],
    ['Swedish', 'Jag vet inte om tåget till kusten är försenat idag.'],
    ['Turkish', 'Bugün sahile giden trenin gecikip gecikmediğini bilmiyorum.'],
    ['Serbian', 'Не знам да ли воз за обалу данас касни, љубазни људи.'],
    ['Urdu', 'مجھے نہیں معلوم کہ ٹرین آج دیر سے ہے یا نہیں۔'],
  ])('is left open where it is %s', (_, text) => {
    expect(guessLanguage(text)).toBe('und');
  });

  test('is Chinese of no form where all characters are written alike', () => {
    expect(guessLanguage('你好，我是小明')).toBe('zh');
  });
});
