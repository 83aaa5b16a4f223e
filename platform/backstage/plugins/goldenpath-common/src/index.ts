/**
 * What the frontend and the backend of golden paths say to each other.
 *
 * @packageDocumentation
 */

/** What is known of the golden path of an entity, as the router answers it. */
export interface State {
  /** Whether the repository is being looked at right now. */
  surveying: boolean;
  /** Why nothing can be known, in words for people. */
  reason?: string;
  survey?: Survey & { template?: TemplateState };
  delivery?: Metric[];
}

/** What one look at a repository has found. */
export interface Survey {
  /** When, in ISO 8601. */
  at: string;
  template?: TemplateVersion;
  validation: Validation;
  cost?: Cost;
}

/** The template that a repository was born from, by its answers file. */
export interface TemplateVersion {
  url: string;
  /** The path's name, where the template has several. */
  path?: string;
  version?: string;
}

export interface TemplateState extends TemplateVersion {
  newest?: string;
  /** Missing where the versions cannot be compared, such as a commit that no tag precedes. */
  behind?: boolean;
}

export type Validation =
  | { errors: number; warnings: number; findings: Finding[] }
  | { failure: string };

export interface Finding {
  severity: 'error' | 'warning';
  code: string;
  message: string;
  path: string;
  line: number;
  /** Where the line can be seen. */
  source?: string;
  /** Where the rule is explained. */
  help?: string;
}

export interface Cost {
  currency: string;
  monthly: number;
  stages: Record<string, number>;
}

export interface Metric {
  title: string;
  value: number;
  unit: string;
}
