export interface Config {
  goldenpath?: {
    /** The groups whose members may register and run what spends money. Default: any group. */
    members?: string[];
    /** The hosts on which repositories are born, as goldenpath.yaml lists them. */
    sources?: Array<{ name: string; kind: string; host: string }>;
    auth0?: {
      /** The claim in which Auth0 names groups; the catalog alone decides where there is none. */
      groupsClaim?: string;
    };
  };
}
