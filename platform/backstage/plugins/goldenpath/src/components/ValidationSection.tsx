import { Alert, Flex, Link, Text } from '@backstage/ui';
import { Finding, Validation } from '@goldenpath/plugin-goldenpath-common';
import { Section } from './Section';

/** Shows how the last validation ended, with its first findings. */
export function ValidationSection(props: {
  at: string;
  validation: Validation;
}) {
  const { at, validation } = props;
  if ('failure' in validation) {
    return (
      <Section title="Validation">
        <Alert
          status="warning"
          icon
          title="The repository could not be validated"
          description={validation.failure}
        />
        <When at={at} />
      </Section>
    );
  }
  const { errors, findings, warnings } = validation;
  const rest = errors + warnings - findings.length;
  return (
    <Section title="Validation">
      <Text weight="bold" color={colorOf(errors, warnings)}>
        {errors + warnings === 0
          ? 'No findings'
          : `${count(errors, 'error')}, ${count(warnings, 'warning')}`}
      </Text>
      {findings.map(finding => (
        <FindingLine
          key={`${finding.path}:${finding.line}:${finding.code}:${finding.message}`}
          finding={finding}
        />
      ))}
      {rest > 0 && (
        <Text variant="body-small" color="secondary">
          and {rest} more: run <code>goldenpath validate</code> in the
          repository to see all
        </Text>
      )}
      <When at={at} />
    </Section>
  );
}

function FindingLine({ finding }: { finding: Finding }) {
  const { code, help, line, message, path, severity, source } = finding;
  const place = `${path}:${line}`;
  return (
    <Flex direction="column" gap="0">
      <Text variant="body-small">
        {source ? <Link href={source}>{place}</Link> : place}
      </Text>
      <Text variant="body-small">
        <Text
          as="span"
          variant="body-small"
          color={severity === 'error' ? 'danger' : 'warning'}
        >
          {severity}
        </Text>{' '}
        {help ? <Link href={help}>{code}</Link> : code}: {message}
      </Text>
    </Flex>
  );
}

function When({ at }: { at: string }) {
  return (
    <Text variant="body-small" color="secondary">
      <time dateTime={at}>{new Date(at).toLocaleString()}</time>
    </Text>
  );
}

function colorOf(errors: number, warnings: number) {
  if (errors > 0) return 'danger';
  return warnings > 0 ? 'warning' : 'success';
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
