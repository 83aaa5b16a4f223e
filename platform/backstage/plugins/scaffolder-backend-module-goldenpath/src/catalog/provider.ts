import {
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { assertError } from '@backstage/errors';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readEntities } from './entities';

/** Told when a repository was published to the folder. */
export const PUBLISHED = 'goldenpath.folder.published';

/** Reads the repositories in a folder of this machine into the catalog. */
export class FolderEntityProvider implements EntityProvider {
  #connection?: EntityProviderConnection;

  constructor(
    private readonly options: {
      folder: string;
      logger: LoggerService;
      events: EventsService;
      taskRunner: SchedulerServiceTaskRunner;
    },
  ) {}

  getProviderName(): string {
    return 'goldenpath-folder';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    const { events, taskRunner } = this.options;
    await events.subscribe({
      id: this.getProviderName(),
      topics: [PUBLISHED],
      onEvent: () => this.refresh(),
    });
    await taskRunner.run({
      id: `${this.getProviderName()}:refresh`,
      fn: () => this.refresh(),
    });
  }

  /** Replaces what the catalog knows of the folder by what is there now. */
  async refresh(): Promise<void> {
    const entities = await this.#read();
    await this.#connection?.applyMutation({
      type: 'full',
      entities: entities.map(([repository, entity]) => ({
        entity,
        locationKey: `${this.getProviderName()}:${repository}`,
      })),
    });
  }

  async #read(): Promise<Array<[string, Entity]>> {
    const { folder, logger } = this.options;
    const found = await readdir(folder, { withFileTypes: true }).catch(
      error => {
        if (error.code === 'ENOENT') return [];
        throw error;
      },
    );
    const entities: Array<[string, Entity]> = [];
    for (const { name } of found.filter(
      // A name with a dot before it is a repository that is being made.
      item => item.isDirectory() && !item.name.startsWith('.'),
    )) {
      try {
        for (const entity of await readEntities(join(folder, name))) {
          entities.push([name, entity]);
        }
      } catch (error) {
        assertError(error);
        logger.warn(`${name} is not in the catalog: ${error.message}`);
      }
    }
    return entities;
  }
}
