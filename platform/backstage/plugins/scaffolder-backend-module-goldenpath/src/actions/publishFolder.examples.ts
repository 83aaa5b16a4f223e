import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description:
      'Publishes the workspace as a git repository in the folder of the portal.',
    example: stringify({
      steps: [
        {
          id: 'publish',
          name: 'Publish to a folder',
          action: 'goldenpath:publish-folder',
          input: {
            name: '${{ parameters.name }}',
            description: 'Takes orders',
          },
        },
      ],
    }),
  },
];
