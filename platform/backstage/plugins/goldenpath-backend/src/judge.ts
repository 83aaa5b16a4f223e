import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Outcome, run } from './program';
import { Settings } from './settings';
import {
  Cost,
  Finding,
  TemplateVersion,
  Validation,
} from '@goldenpath/plugin-goldenpath-common';

const ANSWERS_FILE = '.copier-answers.yml';
const FIRST_FINDINGS = 5;
const ENVIRONMENT = { PYTHONIOENCODING: 'utf-8' };

/** The part of `goldenpath validate --format json` that the card shows. */
interface Report {
  diagnostics: Array<{
    code: string;
    severity: 'error' | 'warning' | 'info';
    message: string;
    path: string;
    line: number;
    help_url?: string;
  }>;
  summary: { errors: number; warnings: number };
}

/** Returns what a repository's answers file says of its template; nothing without one. */
export async function readTemplate(
  folder: string,
): Promise<TemplateVersion | undefined> {
  try {
    // As text alone: Copier writes a commit such as 4792e77 without quotes, which is a number too.
    const answers = parse(await readFile(join(folder, ANSWERS_FILE), 'utf8'), {
      schema: 'failsafe',
    });
    if (typeof answers?._src_path !== 'string') return undefined;
    return {
      url: answers._src_path,
      path: text(answers.template),
      version: text(answers._commit),
    };
  } catch {
    // No file, or one that a person has broken: Copier would not know the template either.
    return undefined;
  }
}

/** Validates a folder; `locate` says where a line of a file can be seen. */
export async function validate(
  folder: string,
  settings: Settings,
  locate: (path: string, line: number) => string | undefined,
): Promise<Validation> {
  const outcome = await run(
    [...settings.command, 'validate', '--format=json', '--', '.'],
    { cwd: folder, env: ENVIRONMENT, timeoutMs: settings.timeoutMs },
  );
  const report = parseJson<Report>(outcome.stdout);
  if (outcome.code > 1 || !report?.summary)
    return { failure: explain(outcome) };
  const findings = report.diagnostics
    .filter(({ severity }) => severity !== 'info')
    .sort(
      (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'),
    )
    .slice(0, FIRST_FINDINGS)
    .map(
      (item): Finding => ({
        severity: item.severity as Finding['severity'],
        code: item.code,
        message: item.message,
        path: item.path,
        line: item.line,
        source: locate(item.path, item.line),
        help: item.help_url || undefined,
      }),
    );
  const { errors, warnings } = report.summary;
  return { errors, warnings, findings };
}

/** Estimates what a folder costs each month; undefined where no cost is known. */
export async function estimate(
  folder: string,
  settings: Settings,
): Promise<Cost | undefined> {
  const { code, stdout } = await run(
    [...settings.command, 'cost', '--format=json', '--', '.'],
    { cwd: folder, env: ENVIRONMENT, timeoutMs: settings.timeoutMs },
  );
  const cost = parseJson<Partial<Cost>>(stdout);
  if (code !== 0 || typeof cost?.monthly !== 'number' || !cost.currency) {
    return undefined;
  }
  return {
    currency: String(cost.currency),
    monthly: cost.monthly,
    stages: Object.fromEntries(
      Object.entries(cost.stages ?? {}).filter(
        ([, monthly]) => typeof monthly === 'number',
      ),
    ),
  };
}

function text(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function parseJson<T>(stdout: string): T | undefined {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

function explain({ code, words }: Outcome): string {
  if (/No module named '?goldenpath/.test(words)) {
    return 'goldenpath is not installed where the portal runs: name the Python that has it as goldenpath.python';
  }
  return `goldenpath ended with ${code}: ${words || 'it said nothing'}`;
}
