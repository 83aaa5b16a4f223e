import { JsonObject } from '@backstage/types';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isScalar, parseDocument } from 'yaml';

/** Where Copier writes the answers, unless a template says otherwise. */
export const ANSWERS_FILE = '.copier-answers.yml';

/** What a repository keeps of its birth. */
export interface Answers {
  /** The address of the template. */
  source?: string;
  /** The version of the template, or the commit where no version precedes it. */
  commit?: string;
  /** The answers to the template's questions, without what Copier keeps for itself. */
  answers: JsonObject;
}

/**
 * Reads what Copier has written into a folder; nothing where it has not.
 *
 * @throws Error where a person has broken the file.
 */
export async function readAnswers(
  folder: string,
): Promise<Answers | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, ANSWERS_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const document = parseDocument(text);
  if (document.errors.length) {
    throw new Error(`${ANSWERS_FILE}: ${document.errors[0].message}`);
  }
  const data: unknown = document.toJS();
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return { answers: {} };
  }
  // As it is written: Copier puts no quotes around a commit such as 4792e77, or a tag such as
  // 1.0, which are numbers, too.
  const written = (key: string) => {
    const node = document.get(key, true);
    return isScalar(node) && node.value !== null ? node.source : undefined;
  };
  return {
    source: written('_src_path'),
    commit: written('_commit'),
    answers: Object.fromEntries(
      Object.entries(data).filter(([name]) => !name.startsWith('_')),
    ),
  };
}
