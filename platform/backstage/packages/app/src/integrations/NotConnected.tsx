import { Flex, Text } from '@backstage/ui';

/** Stands where an integration would, and says what switches it on. */
export function NotConnected(props: { title: string; needs: string }) {
  return (
    <Flex direction="column" gap="2">
      <Text as="h3" variant="title-x-small">
        {props.title} is not connected to this portal
      </Text>
      <Text color="secondary">
        What would stand here is off until the portal's administrators set{' '}
        {props.needs}.
      </Text>
    </Flex>
  );
}
