import { rangeText } from './character-class.ts';

/**
 * Characters that Unicode has got in late: beside others they may stand in another order, or be another character in a
 * composed form, than where a library has older tables.
 * @source tokenizers 0.23.3 (PyPI) held against Unicode 17, every character alone (NFC, NFKC) and beside combining marks
 */
const NEWER_RANGES = `7FD 88F-89F 8CA-8D3 9FE C3C D3B-D3C EBA 1715 1ABF-1ADD 1AE0-1AEB 1DF6-1DFA 32FF A7F1-A7F4 A82C AB69
 105C9 105D2 105DA 105E4 10781-10785 10787-107B0 107B2-107BA 10D24-10D27 10D69-10D6D 10EAB-10EAC 10EFA-10EFF 10F46-10F50
 10F82-10F85 11070 1133B 11382-11385 1138B 1138E 11390-11391 113B8 113BB 113C2 113C5 113C7-113C9 113CE-113D0 1145E
 11839-1183A 11930 11935 11938 1193D-1193E 11943 119E0 11A34 11A47 11A99 11D42 11D44-11D45 11D97 11F41-11F42 1611E-16129
 1612F 16D63 16D67-16D6A 16FF0-16FF1 1CCD6-1CCF9 1E030-1E06D 1E08F 1E130-1E136 1E2AE 1E2EC-1E2EF 1E4EC-1E4EF 1E5EE-1E5EF
 1E6E3 1E6E6 1E6EE-1E6EF 1E6F5 1F16C 1FBF0-1FBF9`;

/** The inside of a class of those characters. */
export function newerCharacters(): string {
  return NEWER_RANGES.split(/\s+/)
    .map((range) => range.split('-').map((code) => Number.parseInt(code, 16)))
    .map(([first = 0, last = first]) => rangeText(first, last))
    .join('');
}
