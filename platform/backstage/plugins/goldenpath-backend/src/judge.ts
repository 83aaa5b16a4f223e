import {
  Diagnostic,
  readAnswers,
  Settings,
  validate,
} from '@goldenpath/plugin-goldenpath-node';
import {
  Finding,
  TemplateVersion,
  Validation,
} from '@goldenpath/plugin-goldenpath-common';

const FIRST_FINDINGS = 5;

/** Returns what a repository's answers file says of its template; nothing without one. */
export async function readTemplate(
  folder: string,
): Promise<TemplateVersion | undefined> {
  // In a file that a person has broken, Copier would not find the template either.
  const read = await readAnswers(folder).catch(() => undefined);
  if (!read?.source) return undefined;
  const { template } = read.answers;
  return {
    url: read.source,
    path: typeof template === 'string' ? template : undefined,
    version: read.commit,
  };
}

/** Validates a folder; `locate` says where a line of a file can be seen. */
export async function judge(
  folder: string,
  settings: Settings,
  locate: (path: string, line: number) => string | undefined,
): Promise<Validation> {
  const { diagnostics, summary } = await validate({
    program: settings.validator,
    folder,
  });
  const findings = diagnostics
    .filter(({ severity }) => severity !== 'info')
    .sort(
      (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'),
    )
    .slice(0, FIRST_FINDINGS)
    .map(item => describe(item, locate(item.path, item.line)));
  const { errors, warnings } = summary;
  return { errors, warnings, findings };
}

function describe(item: Diagnostic, source?: string): Finding {
  return {
    severity: item.severity as Finding['severity'],
    code: item.code,
    message: item.message,
    path: item.path,
    line: item.line,
    source,
    help: item.help_url || undefined,
  };
}
