import {
  Card,
  CardBody,
  CardHeader,
  Flex,
  Grid,
  Link,
  Text,
} from '@backstage/ui';
import {
  RiFileList3Line,
  RiLoopLeftLine,
  RiSeedlingLine,
  RiShieldCheckLine,
} from '@remixicon/react';

const FACTS = [
  {
    icon: <RiFileList3Line />,
    title: 'A form asks',
    text: 'The Create page and the command line ask the same questions and write the same bytes.',
  },
  {
    icon: <RiSeedlingLine />,
    title: 'A repository is born',
    text: 'With code, tests, an image, a pipeline, manifests for every stage, documentation and its entry in the catalog.',
  },
  {
    icon: <RiShieldCheckLine />,
    title: 'A validator judges',
    text: 'Before it is published and in every build: as Backstage, Kubernetes and Helm would, and by the policies of the clusters.',
  },
  {
    icon: <RiLoopLeftLine />,
    title: 'News keep coming',
    text: 'The template grows, and its news reach your repository as a change that you review and merge.',
  },
];

/** How golden paths work, in four sentences. */
export function HowItWorks({ guide }: { guide?: string }) {
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small" weight="bold">
          How golden paths work
        </Text>
      </CardHeader>
      <CardBody>
        <Grid.Root columns={{ initial: '1', sm: '2', lg: '4' }} gap="4">
          {FACTS.map(({ icon, text, title }) => (
            <Flex key={title} direction="column" gap="1">
              {icon}
              <Text as="h3" weight="bold">
                {title}
              </Text>
              <Text>{text}</Text>
            </Flex>
          ))}
        </Grid.Root>
        {guide && (
          <Text>
            <Link href={guide}>More in the documentation</Link>
          </Text>
        )}
      </CardBody>
    </Card>
  );
}
