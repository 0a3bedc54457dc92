/** Tags as someone types them: between commas of either language, each once. */
export function readTags(typed: string): readonly string[] {
  const tags = typed.split(/[,，、]/).map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

/** What to add and remove so that a run has the wanted tags. */
export function tagChanges(
  present: readonly string[],
  wanted: readonly string[],
): { readonly add: readonly string[]; readonly remove: readonly string[] } {
  return {
    add: wanted.filter((tag) => !present.includes(tag)),
    remove: present.filter((tag) => !wanted.includes(tag)),
  };
}
