export const SECONDS_PER_HOUR = 3600;
export const JOULES_PER_KWH = 3.6e6;
export const BYTES_PER_MIB = 1024 ** 2;
export const BYTES_PER_GIB = 1024 ** 3;
