/** What Linux' loader says, and not Node, which finds no addon in a library that could be loaded. */
const LOADER_WORDS =
  /cannot open shared object file|undefined symbol|version `.*' not found|file too short|invalid ELF header/u;

/**
 * Why a library cannot be loaded into this process, in the loader's own words, which name the library
 * that lacks; null where it can, and where nothing is known of it.
 */
export function libraryFault(path: string): string | null {
  try {
    process.dlopen({ exports: {} }, path);
    return null;
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : '';
    return LOADER_WORDS.test(words) ? words : null;
  }
}
