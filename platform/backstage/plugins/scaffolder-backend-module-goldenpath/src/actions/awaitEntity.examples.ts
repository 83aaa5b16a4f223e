import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Wait for what was registered, or published to a folder',
    example: stringify({
      steps: [
        {
          id: 'await',
          name: 'Wait for the catalog',
          action: 'goldenpath:await-entity',
          input: {
            entityRef:
              '${{ steps.register.output.entityRef or steps.folder.output.entityRef }}',
          },
        },
      ],
    }),
  },
];
