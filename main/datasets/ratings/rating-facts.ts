import type { RatingPreview } from '../../../app/dataset/dataset.ts';
import { catalogueSize } from '../../../app/dataset/ratings/fitted-ratings.ts';
import { readManifest } from '../../shards/manifest.ts';
import { aboutItems, ITEMS_FILE } from './item-table.ts';

/** How a stored dataset's ratings are learnt, and what of its items; undefined where it has none or is damaged. */
export async function ratingFacts(folder: string): Promise<RatingPreview | undefined> {
  const manifest = await readManifest(folder);
  const fitted = manifest.ok ? manifest.value.recipe.ratings : undefined;
  if (!manifest.ok || fitted === undefined) return undefined;
  const { user, item, items } = fitted;
  const implicit = manifest.value.recipe.recipe?.ratings?.implicit;
  const about = await aboutItems(folder);
  return {
    user: user.column,
    item: item.column,
    ...(implicit && { implicit }),
    ...(items && {
      items: {
        path: about?.file ?? ITEMS_FILE,
        rows: about?.rows ?? catalogueSize(fitted),
        title: items.title,
        columns: [...new Set(items.fields.map(({ column }) => column))],
      },
    }),
  };
}
