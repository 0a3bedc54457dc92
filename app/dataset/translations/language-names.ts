/** The two-letter codes of ISO 639-1, and the three-letter ones that corpora of texts are often called by. */
const CODES = new Set(
  `aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
  eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
  kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl
  nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
  ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
  ara ces cmn deu eng fra fre ger hin ita jpn kor nld pol por ron rus spa tur ukr vie yue zho chi`
    .trim()
    .split(/\s+/),
);

const NAMES =
  /^(english|chinese|mandarin|german|french|spanish|japanese|korean|russian|italian|portuguese|arabic|中文|汉语|英文|英语|日文|日语|韩语|法语|德语|俄语|西班牙语|文言文?|白话文?)$/i;

/** What the side is called that is translated from, and the one that is translated to. */
const SOURCE = /^(source|src|original|原文|源文|源语言)$/i;
const TARGET = /^(target|tgt|trg|translation|译文|目标|目标语言)$/i;

export type SideName = 'source' | 'target' | 'language';

/** What a name says of a text's side; null for one that is not called by a language or a side. */
export function sideNamed(name: string): SideName | null {
  const bare = name.trim();
  if (SOURCE.test(bare)) return 'source';
  if (TARGET.test(bare)) return 'target';
  const [code = ''] = bare.toLowerCase().split(/[-_](?=[a-z]{2,4}$)/);
  return CODES.has(code) || NAMES.test(bare) ? 'language' : null;
}
