/** The standard normal distribution, for laws, copula and closed forms. */

/** Beyond this distance from one half the tails have their own approximations. */
const CENTRE = 0.425;
const NEAR_TAIL = 5;

/**
 * The z below which a standard normal number falls with probability `probability`; to about 1e-16 relative.
 * @param probability in (0, 1)
 * @source Wichura 1988, "Algorithm AS 241: The percentage points of the normal distribution", PPND16
 */
export function normalQuantile(probability: number): number {
  const distance = probability - 0.5;
  if (Math.abs(distance) <= CENTRE) {
    return distance * centreRatio(CENTRE * CENTRE - distance * distance);
  }
  const tail = distance < 0 ? probability : 1 - probability;
  const depth = Math.sqrt(-Math.log(tail));
  const size = depth <= NEAR_TAIL ? nearRatio(depth - 1.6) : farRatio(depth - NEAR_TAIL);
  return distance < 0 ? -size : size;
}

/**
 * Probability that a standard normal number falls below z; to about 1e-15.
 * @source Hart 1968, "Computer Approximations", no. 5666, as in West 2005, "Better approximations to cumulative
 *   normal functions", Wilmott
 */
export function normalProbability(z: number): number {
  const size = Math.abs(z);
  const density = Math.exp((-size * size) / 2);
  const tail =
    size < 5 * Math.SQRT2
      ? density * middleRatio(size)
      : density /
        Math.sqrt(2 * Math.PI) /
        (size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65)))));
  return z > 0 ? 1 - tail : tail;
}

// Ratios of polynomials, written out: a loop over coefficients takes several times as long.

function centreRatio(r: number): number {
  const top =
    ((((((2_509.080_928_730_122_7 * r + 33_430.575_583_588_13) * r + 67_265.770_927_008_7) * r +
      45_921.953_931_549_87) *
      r +
      13_731.693_765_509_46) *
      r +
      1_971.590_950_306_551_3) *
      r +
      133.141_667_891_784_38) *
      r +
    3.387_132_872_796_366_5;
  const bottom =
    ((((((5_226.495_278_852_854 * r + 28_729.085_735_721_943) * r + 39_307.895_800_092_71) * r +
      21_213.794_301_586_597) *
      r +
      5_394.196_021_424_751) *
      r +
      687.187_007_492_057_9) *
      r +
      42.313_330_701_600_91) *
      r +
    1;
  return top / bottom;
}

function nearRatio(r: number): number {
  const top =
    ((((((0.000_774_545_014_278_341_4 * r + 0.022_723_844_989_269_184) * r +
      0.241_780_725_177_450_6) *
      r +
      1.270_458_252_452_368_4) *
      r +
      3.647_848_324_763_204_5) *
      r +
      5.769_497_221_460_691) *
      r +
      4.630_337_846_156_546) *
      r +
    1.423_437_110_749_683_5;
  const bottom =
    ((((((1.050_750_071_644_416_9e-9 * r + 0.000_547_593_808_499_534_5) * r +
      0.015_198_666_563_616_457) *
      r +
      0.148_103_976_427_480_08) *
      r +
      0.689_767_334_985_1) *
      r +
      1.676_384_830_183_803_8) *
      r +
      2.053_191_626_637_759) *
      r +
    1;
  return top / bottom;
}

function farRatio(r: number): number {
  const top =
    ((((((2.010_334_399_292_288_1e-7 * r + 2.711_555_568_743_487_6e-5) * r +
      0.001_242_660_947_388_078_4) *
      r +
      0.026_532_189_526_576_124) *
      r +
      0.296_560_571_828_504_87) *
      r +
      1.784_826_539_917_291_3) *
      r +
      5.463_784_911_164_114) *
      r +
    6.657_904_643_501_103;
  const bottom =
    ((((((2.044_263_103_389_939_7e-15 * r + 1.421_511_758_316_446e-7) * r +
      1.846_318_317_510_054_8e-5) *
      r +
      0.000_786_869_131_145_613_3) *
      r +
      0.014_875_361_290_850_615) *
      r +
      0.136_929_880_922_735_8) *
      r +
      0.599_832_206_555_888) *
      r +
    1;
  return top / bottom;
}

function middleRatio(r: number): number {
  const top =
    (((((0.035_262_496_599_891_1 * r + 0.700_383_064_443_688) * r + 6.373_962_203_531_65) * r +
      33.912_866_078_383) *
      r +
      112.079_291_497_871) *
      r +
      221.213_596_169_931) *
      r +
    220.206_867_912_376;
  const bottom =
    ((((((0.088_388_347_648_318_4 * r + 1.755_667_163_182_64) * r + 16.064_177_579_207) * r +
      86.780_732_202_946_1) *
      r +
      296.564_248_779_674) *
      r +
      637.333_633_378_831) *
      r +
      793.826_512_519_948) *
      r +
    440.413_735_824_752;
  return top / bottom;
}
