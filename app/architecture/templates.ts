import type { Task } from '../dataset/tasks.ts';
import { fail, type Result } from '../errors.ts';
import type { DatasetFacts } from './fits-dataset.ts';
import type { ModelSpec } from './model-spec.ts';
import { DETECT_TEMPLATES } from './templates/detect.ts';
import { IMAGE_TEMPLATES } from './templates/image.ts';
import { RECOMMEND_TEMPLATES } from './templates/recommend.ts';
import { RECONSTRUCT_TEMPLATES } from './templates/reconstruct.ts';
import { SERIES_TEMPLATES } from './templates/series.ts';
import { TABULAR_TEMPLATES } from './templates/tabular.ts';
import { fitted, type Template } from './templates/template.ts';
import { TEXT_TEMPLATES } from './templates/text.ts';
import { TRANSLATE_TEMPLATES } from './templates/translate.ts';

const ALL = [
  ...TABULAR_TEMPLATES,
  ...IMAGE_TEMPLATES,
  ...DETECT_TEMPLATES,
  ...TEXT_TEMPLATES,
  ...TRANSLATE_TEMPLATES,
  ...RECOMMEND_TEMPLATES,
  ...SERIES_TEMPLATES,
  ...RECONSTRUCT_TEMPLATES,
] as const;

export type TemplateId = (typeof ALL)[number]['id'];

/** In the order they are offered: by task, the simplest first. */
export const TEMPLATES: readonly Template<TemplateId>[] = ALL;

export const TEMPLATE_IDS: readonly TemplateId[] = ALL.map(({ id }) => id);

/** The template of that id made to fit a dataset. */
export function buildTemplate(id: string, facts: DatasetFacts): Result<ModelSpec> {
  const template = TEMPLATES.find((candidate) => candidate.id === id);
  return template === undefined
    ? fail({ code: 'architecture/template-unknown', template: id, known: TEMPLATE_IDS })
    : fitted(
        template,
        facts,
        templatesFitting(facts).map((each) => each.id),
      );
}

/** Good in most cases and quick enough to begin with; of other tasks the last template is. */
const FIRST_CHOICES: Readonly<Partial<Record<Task, TemplateId>>> = {
  classification: 'tabular-mlp',
  regression: 'tabular-mlp',
  'image-classification': 'image-cnn',
  'text-classification': 'text-cnn',
  translation: 'translate-gru',
  recommendation: 'recommend-mf',
  forecasting: 'forecast-tcn',
};

/** The template to begin a task with; undefined where none serves it. */
export function firstTemplate(task: Task): TemplateId | undefined {
  return FIRST_CHOICES[task] ?? templatesFor(task).at(-1)?.id;
}

/** Templates that serve a task. */
export function templatesFor(task: Task): readonly Template<TemplateId>[] {
  return TEMPLATES.filter((template) => template.tasks.includes(task));
}

/** Templates that serve a task and can be made to fit samples of such a kind. */
export function templatesFitting(facts: DatasetFacts): readonly Template<TemplateId>[] {
  return templatesFor(facts.task).filter((template) => template.draw(facts) !== null);
}
