import { Flex, Link, Text } from '@backstage/ui';
import { Incident } from '../api';

const FIRST = 5;

/** Shows what is open, the newest first. */
export function IncidentList({ incidents }: { incidents: Incident[] }) {
  const rest = incidents.length - FIRST;
  return (
    <Flex direction="column" gap="1">
      <Text as="h4" variant="body-small" color="secondary">
        Open incidents
      </Text>
      {incidents.length === 0 && <Text color="success">None</Text>}
      {incidents
        .slice(0, FIRST)
        .map(({ at, id, status, title, urgency, url }) => (
          <Flex key={id} direction="column" gap="0">
            {url ? <Link href={url}>{title}</Link> : <Text>{title}</Text>}
            <Text variant="body-small" color="secondary">
              <Text
                as="span"
                variant="body-small"
                color={urgency === 'high' ? 'danger' : 'warning'}
              >
                {urgency}
              </Text>
              , {status}, since{' '}
              <time dateTime={at}>{new Date(at).toLocaleString()}</time>
            </Text>
          </Flex>
        ))}
      {rest > 0 && <Text color="secondary">and {rest} more</Text>}
    </Flex>
  );
}
