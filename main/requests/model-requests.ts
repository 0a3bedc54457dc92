import { buildTemplate, TEMPLATES, type TemplateId } from '../../app/architecture/templates.ts';
import { ok } from '../../app/errors.ts';
import type { ModelId } from '../../app/ids.ts';
import { datasetAugmentation } from '../../app/training/dataset-augmentation.ts';
import { SUGGESTED_PLANS, suggestedPlan } from '../../app/training/suggested-plan.ts';
import { type Context, freshId, type HandlersOf, isoNow } from './context.ts';

/** Requests about templates and saved models. */
export function modelRequests({ store }: Context): HandlersOf<'templates'> & HandlersOf<'models'> {
  return {
    'templates.list': () =>
      ok(TEMPLATES.map(({ id, tasks }) => ({ id, tasks, plan: SUGGESTED_PLANS[id] }))),

    'templates.build': ({ template, dataset }) => {
      const found = store.datasets.find(dataset);
      if (!found.ok) return found;
      const model = buildTemplate(template, found.value);
      if (!model.ok) return model;
      const plan = suggestedPlan(template as TemplateId, found.value.rows.train);
      const augmentation = datasetAugmentation(found.value);
      return ok({ model: model.value, plan: { ...plan, augmentation } });
    },

    'models.list': () => ok(store.models.list()),
    'models.save': ({ id, name, spec }) => {
      const now = isoNow();
      if (id === null) {
        const fresh = freshId('model') as ModelId;
        return store.models.save({ id: fresh, name, spec, createdAt: now, changedAt: now });
      }
      const found = store.models.get(id);
      return found.ok ? store.models.save({ ...found.value, name, spec, changedAt: now }) : found;
    },
    'models.rename': ({ id, name }) => store.models.rename(id, name, isoNow()),
    'models.delete': ({ id }) => store.models.markDeleted(id, isoNow()),
    'models.undelete': ({ id }) => store.models.undelete(id),
  };
}
