import type { StoredModel } from '../../app/contract/requests.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { ModelId } from '../../app/ids.ts';
import type { Answers } from './fake-bridge.ts';

const NOW = '2026-08-01T10:00:00.000Z';

/** Saved models of a host in memory. */
export function fakeModels(initial: readonly StoredModel[]): Answers {
  let models = initial;
  let removed: readonly StoredModel[] = [];
  let saved = 0;

  const take = (from: readonly StoredModel[], id: ModelId): Result<StoredModel> => {
    const found = from.find((model) => model.id === id);
    return found === undefined ? fail({ code: 'model/not-found', model: id }) : ok(found);
  };
  const put = (model: StoredModel): Result<StoredModel> => {
    const others = models.filter(({ id }) => id !== model.id);
    models = [...others, model];
    return ok(model);
  };

  return {
    'models.list': () => ok(models),
    'models.save': ({ id, name, spec }) => {
      if (id === null) {
        const fresh = `model-${++saved}` as ModelId;
        return put({ id: fresh, name, spec, createdAt: NOW, changedAt: NOW });
      }
      const found = take(models, id);
      return found.ok ? put({ ...found.value, name, spec, changedAt: NOW }) : found;
    },
    'models.rename': ({ id, name }) => {
      const found = take(models, id);
      return found.ok ? put({ ...found.value, name }) : found;
    },
    'models.delete': ({ id }) => {
      const found = take(models, id);
      if (!found.ok) return found;
      removed = [...removed, found.value];
      models = models.filter((model) => model.id !== id);
      return ok(null);
    },
    'models.undelete': ({ id }) => {
      const found = take(removed, id);
      return found.ok ? put(found.value) : found;
    },
  };
}
