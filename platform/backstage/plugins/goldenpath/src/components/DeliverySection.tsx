import { Flex, Text } from '@backstage/ui';
import { Metric } from '@goldenpath/plugin-goldenpath-common';
import { Section } from './Section';

/** Shows how the entity is delivered. */
export function DeliverySection({ metrics }: { metrics: Metric[] }) {
  return (
    <Section title="Delivery">
      <Flex gap="4" style={{ flexWrap: 'wrap' }}>
        {metrics.map(({ title, unit, value }) => (
          <Flex key={title} direction="column" gap="0">
            <Text weight="bold">
              {new Intl.NumberFormat().format(value)} {unit}
            </Text>
            <Text variant="body-small" color="secondary">
              {title}
            </Text>
          </Flex>
        ))}
      </Flex>
    </Section>
  );
}
