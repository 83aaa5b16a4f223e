import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Proposes a folder to a repository on Gitea.',
    example: stringify({
      steps: [
        {
          id: 'publish',
          name: 'Open a pull request',
          action: 'goldenpath:publish-gitea-pull-request',
          input: {
            repoUrl: 'gitea.acme.example?owner=acme&repo=environments',
            branchName: 'goldenpath/database-orders',
            title: 'databases: add orders',
            description: 'The database of the service orders',
            targetPath: 'databases/orders',
          },
        },
      ],
    }),
  },
];
