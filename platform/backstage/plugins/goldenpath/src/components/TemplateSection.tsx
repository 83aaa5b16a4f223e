import { Badge, Flex, Text } from '@backstage/ui';
import { TemplateState } from '@goldenpath/plugin-goldenpath-common';
import { RiArrowUpCircleLine, RiCheckboxCircleLine } from '@remixicon/react';
import { Section } from './Section';

/** Shows the version of the template that the repository has, against the newest. */
export function TemplateSection({ template }: { template?: TemplateState }) {
  if (!template) {
    return (
      <Section title="Template">
        <Text>
          None: the repository was not born from a golden path, it has no
          .copier-answers.yml.
        </Text>
      </Section>
    );
  }
  const { behind, newest, path, url, version } = template;
  return (
    <Section title="Template">
      <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
        <Text weight="bold">
          {path ?? url} {version ?? 'of no version'}
        </Text>
        {newest && <NewestBadge newest={newest} behind={behind} />}
      </Flex>
      {path && (
        <Text variant="body-small" color="secondary">
          {url}
        </Text>
      )}
      {behind && (
        <Text variant="body-small">
          To get its news, run <code>copier update</code> in the repository, or
          merge the pull request that Renovate has opened.
        </Text>
      )}
      {!newest && (
        <Text variant="body-small" color="secondary">
          The portal knows no released version of this template.
        </Text>
      )}
    </Section>
  );
}

function NewestBadge(props: { newest: string; behind?: boolean }) {
  return props.behind === false ? (
    <Badge icon={<RiCheckboxCircleLine />}>the newest</Badge>
  ) : (
    <Badge icon={<RiArrowUpCircleLine />}>{props.newest} is the newest</Badge>
  );
}
