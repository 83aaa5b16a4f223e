/**
 * What the backends of golden paths share: programs and how they are run, git, settings, and
 * what goldenpath and Copier have to say of a folder.
 *
 * @packageDocumentation
 */
export { ANSWERS_FILE, readAnswers, type Answers } from './answers';
export {
  findLogin,
  git,
  loginEnvironment,
  readAuthor,
  type Author,
  type GitOptions,
  type Login,
} from './git';
export {
  estimate,
  validate,
  type Diagnostic,
  type Estimate,
  type Judgement,
} from './goldenpath';
export { run, type Outcome, type RunOptions } from './program';
export {
  readDuration,
  readSettings,
  type Mirror,
  type Program,
  type Settings,
} from './settings';
