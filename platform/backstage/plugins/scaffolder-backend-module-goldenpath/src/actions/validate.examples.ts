import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Validates the workspace; errors fail the task.',
    example: stringify({
      steps: [
        {
          id: 'validate',
          name: 'Validate what was born',
          action: 'goldenpath:validate',
        },
      ],
    }),
  },
  {
    description: 'Validates one folder of the workspace.',
    example: stringify({
      steps: [
        {
          id: 'validate',
          name: 'Validate the claim',
          action: 'goldenpath:validate',
          input: { path: 'databases/orders' },
        },
      ],
    }),
  },
];
