import { plainYaml, readYaml, writtenPath, type YamlProblem } from '../../../platform/yaml/yaml-document.js';
import { metaYamlSchema, type MetaYaml } from '../schemas/meta-yaml.schema.js';

/** A link to material, from either format. */
export interface ExampleLink {
  name: string;
  url: string;
}

/** meta.yaml in one form, whichever format it was written in; lists are empty when the key is absent. */
export interface ExampleMeta {
  /** `identifier`, else `slug`; absent when the file has neither (see `exampleIdentifier`). */
  identifier?: string;
  /** Normalised to three numbers with an optional suffix. */
  version: string;
  title?: string;
  description?: string;
  license: string;
  /** The language of its texts. */
  language: string;
  subject?: string;
  category?: string;
  authors: MetaYaml['authors'];
  maintainers: MetaYaml['maintainers'];
  courseMaterials: ExampleLink[];
  supportingMaterials: ExampleLink[];
  keywords: string[];
  /** `tags`, else `content.tags`. */
  tags: string[];
  content: Omit<MetaYaml['content'], 'tags'>;
  /** The author allows to replace an unused version of the same number. */
  updateExisting: boolean;
  studentSubmissionFiles: string[];
  additionalFiles: string[];
  testFiles: string[];
  studentTemplates: string[];
  testDependencies: { identifier: string; versionConstraint?: string }[];
  executionBackend?: NonNullable<MetaYaml['properties']['executionBackend']>;
}

/** `raw` is the file as plain JSON values, as downloads show it. */
export type MetaResult =
  { ok: true; meta: ExampleMeta; raw: Record<string, unknown> } | { ok: false; problems: YamlProblem[] };

/** Reads meta.yaml (contract 08, section 2) in the older or the newer format; never throws. */
export function parseMetaYaml(text: string | Buffer): MetaResult {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  const parsed = metaYamlSchema.safeParse(yaml.value);
  if (parsed.success) {
    return { ok: true, meta: normalForm(parsed.data), raw: plainYaml(yaml.value) as Record<string, unknown> };
  }
  const problems = parsed.error.issues.map(({ message, path }) => {
    const line = yaml.lineOf(path);
    return {
      message,
      ...(line !== undefined && { line }),
      ...(path.length > 0 && { key: writtenPath(path) }),
    };
  });
  return { ok: false, problems };
}

function normalForm(file: MetaYaml): ExampleMeta {
  const { tags: contentTags, ...content } = file.content;
  const { studentSubmissionFiles, additionalFiles, testFiles, studentTemplates, executionBackend } =
    file.properties;
  return {
    identifier: file.identifier ?? file.slug,
    version: file.version,
    title: file.title,
    description: file.description,
    license: file.license ?? 'Not specified',
    language: file.language ?? 'en',
    subject: file.subject,
    category: file.category,
    authors: file.authors,
    maintainers: file.maintainers,
    courseMaterials: [...file.courseMaterials, ...file.links.map(newerLink)],
    supportingMaterials: [...file.supportingMaterials, ...file.supportingMaterial.map(newerLink)],
    keywords: file.keywords,
    tags: file.tags.length > 0 ? file.tags : contentTags,
    content,
    updateExisting: file.update_existing === true,
    studentSubmissionFiles,
    additionalFiles,
    testFiles,
    studentTemplates,
    testDependencies: file.properties.testDependencies.map(({ slug, version }) => ({
      identifier: slug,
      ...(version !== undefined && { versionConstraint: version }),
    })),
    executionBackend,
  };
}

function newerLink(link: { description?: string; url?: string }): ExampleLink {
  return { name: link.description ?? link.url ?? '', url: link.url ?? '' };
}
