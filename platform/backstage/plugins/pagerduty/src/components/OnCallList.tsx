import { Flex, Link, Text } from '@backstage/ui';
import { OnCall } from '../api';

/** Shows who is called, in that order. */
export function OnCallList({ people }: { people: OnCall[] }) {
  return (
    <Flex direction="column" gap="1">
      <Text as="h4" variant="body-small" color="secondary">
        On call
      </Text>
      {people.length === 0 && <Text>Nobody is on call.</Text>}
      {people.map(({ id, level, name, url }) => (
        <Flex key={id} gap="2" align="baseline">
          {url ? <Link href={url}>{name}</Link> : <Text>{name}</Text>}
          <Text variant="body-small" color="secondary">
            level {level}
          </Text>
        </Flex>
      ))}
    </Flex>
  );
}
