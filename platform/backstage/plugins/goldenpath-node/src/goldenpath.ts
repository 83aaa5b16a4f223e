import { Outcome, run } from './program';
import { Program } from './settings';

/** A finding of `goldenpath validate --format json`. */
export interface Diagnostic {
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  path: string;
  line: number;
  /** Where the rule is explained, or nothing. */
  help_url?: string;
}

/** What `goldenpath validate --format json` reports. */
interface Report {
  diagnostics: Diagnostic[];
  /** What could not be judged, and why. */
  notices: string[];
  summary: {
    documents: number;
    errors: number;
    warnings: number;
    infos: number;
  };
}

/** A report, and whether what was judged is good enough. */
export interface Judgement extends Report {
  passed: boolean;
}

/** What a folder costs each month, in all and by stage. */
export interface Estimate {
  currency: string;
  monthly: number;
  stages: Record<string, number>;
}

/** How goldenpath is asked about a folder. */
interface Question {
  program: Program;
  /** The folder in which goldenpath runs. */
  folder: string;
  signal?: AbortSignal;
}

const REMEDY =
  'install it, or name the Python that has it as goldenpath.python';

/**
 * Judges a folder, or what lies at `path` in it.
 *
 * @throws Error where there is no judgement, with the reason and what helps.
 */
export async function validate(
  question: Question & { path?: string },
): Promise<Judgement> {
  const outcome = await ask('validate', question.path ?? '.', question);
  const report = parse<Report>(outcome.stdout);
  if (outcome.code > 1 || !report?.summary) throw fault(outcome);
  return { ...report, passed: outcome.code === 0 };
}

/** Estimates what a folder costs each month; nothing where no cost is known. */
export async function estimate(
  question: Question,
): Promise<Estimate | undefined> {
  const { code, stdout } = await ask('cost', '.', question);
  const cost = parse<Partial<Estimate>>(stdout);
  if (code !== 0 || typeof cost?.monthly !== 'number' || !cost.currency) {
    return undefined;
  }
  const stages = Object.entries(cost.stages ?? {});
  return {
    currency: String(cost.currency),
    monthly: cost.monthly,
    stages: Object.fromEntries(
      stages.filter(([, monthly]) => typeof monthly === 'number'),
    ),
  };
}

function ask(
  command: string,
  path: string,
  { program, folder, signal }: Question,
): Promise<Outcome> {
  return run([...program.command, command, '--format=json', '--', path], {
    name: 'goldenpath',
    remedy: REMEDY,
    cwd: folder,
    env: { PYTHONIOENCODING: 'utf-8' },
    keepStdout: true,
    signal,
    timeoutMs: program.timeoutMs,
  });
}

function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fault({ code, lines }: Outcome): Error {
  if (lines.some(line => /No module named '?goldenpath/.test(line))) {
    return new Error(`goldenpath is not installed: ${REMEDY}`);
  }
  const words = lines.slice(-3).join(' ') || 'it said nothing';
  return new Error(`goldenpath ended with ${code}: ${words}`);
}
