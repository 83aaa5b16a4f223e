export interface Config {
  goldenpath?: {
    /**
     * The ways to sign in that are configured, in the order in which the sign-in page offers them.
     * The backend fills it in when it starts.
     * @deepVisibility frontend
     */
    signIn?: Array<'auth0' | 'guest'>;
    /**
     * What the portal is connected to: pages of what is not in the list say how to connect it.
     * The backend fills it in when it starts.
     * @deepVisibility frontend
     */
    integrations?: Array<
      | 'argocd'
      | 'github-actions'
      | 'gitlab'
      | 'grafana'
      | 'kubernetes'
      | 'prometheus'
    >;
  };
}
