import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Copies the newest version of a template into the workspace.',
    example: stringify({
      steps: [
        {
          id: 'copy',
          name: 'Copy the golden path',
          action: 'copier:copy',
          input: {
            url: 'https://github.com/acme/goldenpath.git',
            answers: {
              template: 'service',
              name: '${{ parameters.name }}',
              owner: '${{ parameters.owner }}',
            },
          },
        },
      ],
    }),
  },
  {
    description: 'Copies one version of a template into a folder.',
    example: stringify({
      steps: [
        {
          id: 'copy',
          name: 'Copy the golden path',
          action: 'copier:copy',
          input: {
            url: 'https://github.com/acme/goldenpath.git',
            ref: '1.4.0',
            targetPath: 'databases/orders',
            answers: { template: 'database', name: 'orders' },
          },
        },
      ],
    }),
  },
];
