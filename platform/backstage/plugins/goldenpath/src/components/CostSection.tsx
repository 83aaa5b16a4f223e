import { Text } from '@backstage/ui';
import { Cost } from '@goldenpath/plugin-goldenpath-common';
import { Section } from './Section';

/** Shows what the repository costs each month, and in which stage. */
export function CostSection({ cost }: { cost: Cost }) {
  const { currency, monthly, stages } = cost;
  const parts = Object.entries(stages).map(
    ([stage, amount]) => `${stage} ${format(amount, currency)}`,
  );
  return (
    <Section title="Cost">
      <Text weight="bold">{format(monthly, currency)} a month</Text>
      {parts.length > 0 && (
        <Text variant="body-small">{parts.join(' · ')}</Text>
      )}
    </Section>
  );
}

function format(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(undefined, {
      style: 'currency',
      currency,
    }).format(amount);
  } catch {
    // A currency of the organisation's own, such as credits.
    return `${amount.toFixed(2)} ${currency}`;
  }
}
