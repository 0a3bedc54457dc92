import { describe, expect, test } from 'vitest';
import { previewDataset } from '../preview-dataset.ts';
import { encodeText } from '../testing/encode-text.ts';
import { unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();

const TEXTS = {
  big5: [
    '這家餐廳的服務非常好，菜也很新鮮，下次還會再來',
    '等了一個多小時才上菜，味道普通，價格偏高',
    '老闆很親切，環境乾淨，適合全家聚餐',
  ],
  shift_jis: [
    'この店のサービスはとても良くて、料理も新鮮でした',
    '一時間以上待たされて、味は普通でした',
    '店長が親切で、雰囲気も良い',
  ],
  'euc-jp': [
    'この店のサービスはとても良くて、料理も新鮮でした',
    '一時間以上待たされて、味は普通でした',
    '店長が親切で、雰囲気も良い',
  ],
  'euc-kr': [
    '이 식당은 서비스가 아주 좋고 음식도 신선해서 다시 오고 싶습니다',
    '한 시간 넘게 기다렸는데 맛은 보통이고 가격이 비쌉니다',
    '사장님이 친절하고 분위기도 좋아요',
  ],
  gb18030: [
    '这家餐厅的服务非常好，菜也很新鲜，下次还会再来',
    '等了一个多小时才上菜，味道一般，价格偏高',
    '老板很亲切，环境干净，适合全家聚餐',
  ],
} as const;

function table(texts: readonly string[]): string {
  const rows = Array.from(
    { length: 30 },
    (_, at) => `${at % 7},${texts[at % texts.length]},${at % 2}`,
  );
  return `a,text,label\n${rows.join('\n')}\n`;
}

describe('the encodings of East Asia are told apart by the usual characters of their languages', () => {
  test.each(Object.entries(TEXTS))('%s', async (encoding, texts) => {
    const path = await workspace.write('t.csv', encodeText(table(texts), encoding));
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview.dialect?.encoding).toBe(encoding);
    expect(preview.sampleRows[0]?.[1]).toBe(texts[0]);
    expect(preview.warnings.map(({ kind }) => kind)).not.toContain('encoding-unsure');
    const lines = encodeText(`${texts.join('\n')}\n`, encoding);
    const text = await workspace.write(
      't.txt',
      Buffer.concat(Array.from({ length: 40 }, () => lines)),
    );
    expect(
      unwrap(await previewDataset(text, {}))
        .sampleRows.flat()
        .join(''),
    ).toContain(texts[0]);
  });

  test('a few words are read as GB 18030 where others fit as well, which is told', async () => {
    const path = await workspace.write('t.csv', encodeText(table(['猫', '狗']), 'gb18030'));
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview.sampleRows[1]?.[1]).toBe('狗');
    expect(preview.warnings).toContainEqual({ kind: 'encoding-unsure', encoding: 'gb18030' });
    const dialect = { encoding: 'big5' } as const;
    const chosen = await workspace.write('u.csv', encodeText(table(['貓', '狗']), 'big5'));
    const asked = unwrap(await previewDataset(chosen, { dialect }));
    expect(asked.sampleRows[0]?.[1]).toBe('貓');
    expect(asked.warnings.map(({ kind }) => kind)).not.toContain('encoding-unsure');
  });

  test('and from the languages of Europe', async () => {
    const words = ['José vit à Orléans, près de la forêt', 'Über Straßen und Plätze'];
    const text = table(words.map((word) => `"${word}"`));
    const path = await workspace.write('t.csv', Buffer.from(text, 'latin1'));
    const { dialect, sampleRows } = unwrap(await previewDataset(path, {}));
    expect(dialect?.encoding).toBe('windows-1252');
    expect(sampleRows[0]?.[1]).toBe(words[0]);
  });
});
