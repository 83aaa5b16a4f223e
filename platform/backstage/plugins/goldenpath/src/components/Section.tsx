import { Flex, Text } from '@backstage/ui';
import { PropsWithChildren } from 'react';

/** A part of the card, under a small title. */
export function Section({
  title,
  children,
}: PropsWithChildren<{ title: string }>) {
  return (
    <Flex direction="column" gap="1">
      <Text as="h4" variant="body-small" color="secondary">
        {title}
      </Text>
      {children}
    </Flex>
  );
}
