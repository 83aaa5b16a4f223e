import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Survey } from '@goldenpath/plugin-goldenpath-common';

type Client = Awaited<ReturnType<DatabaseService['getClient']>>;

interface Row {
  source: string;
  etag: string | null;
  result: string;
}

/** Keeps the last survey of each repository in the plugin's database. */
export class Store {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(database: DatabaseService): Promise<Store> {
    const client = await database.getClient();
    if (!database.migrations?.skip) {
      await client.migrate.latest({
        directory: resolvePackagePath(
          '@goldenpath/plugin-goldenpath-backend',
          'migrations',
        ),
      });
    }
    return new Store(client);
  }

  async read(
    source: string,
  ): Promise<{ etag?: string; survey: Survey } | undefined> {
    const row = await this.#client<Row>('surveys').where({ source }).first();
    return (
      row && { etag: row.etag ?? undefined, survey: JSON.parse(row.result) }
    );
  }

  async write(source: string, survey: Survey, etag?: string): Promise<void> {
    await this.#client<Row>('surveys')
      .insert({ source, etag: etag ?? null, result: JSON.stringify(survey) })
      .onConflict('source')
      .merge();
  }

  /** Forgets the repositories that are not among those. */
  async keepOnly(sources: Set<string>): Promise<void> {
    const rows = await this.#client<Row>('surveys').select('source');
    for (const { source } of rows) {
      if (!sources.has(source)) {
        await this.#client<Row>('surveys').where({ source }).delete();
      }
    }
  }
}
