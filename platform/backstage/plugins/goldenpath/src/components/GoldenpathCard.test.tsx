import { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { State } from '@goldenpath/plugin-goldenpath-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { GoldenpathApi, goldenpathApiRef } from '../api';
import { GoldenpathCard } from './GoldenpathCard';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders' },
};
const KNOWN = {
  surveying: false,
  survey: {
    at: '2026-11-01T00:00:00Z',
    template: {
      url: 'https://git.example.com/goldenpath.git',
      path: 'service',
      version: '1.0.0',
      newest: '1.1.0',
      behind: true,
    },
    validation: {
      errors: 1,
      warnings: 7,
      findings: [
        {
          severity: 'error' as const,
          code: 'GP101',
          message: 'the Component names no owner',
          path: 'catalog-info.yaml',
          line: 3,
          source: 'https://git.example.com/orders/catalog-info.yaml#L3',
          help: 'https://docs.example.com/GP101',
        },
      ],
    },
    cost: { currency: 'EUR', monthly: 12.5, stages: { dev: 3.5, prod: 9 } },
  },
} satisfies State;

const api: jest.Mocked<GoldenpathApi> = { read: jest.fn(), survey: jest.fn() };

beforeEach(() => jest.resetAllMocks());

const show = () =>
  renderInTestApp(
    <EntityProvider entity={entity}>
      <GoldenpathCard />
    </EntityProvider>,
    { apis: [[goldenpathApiRef, api]] },
  );

describe('GoldenpathCard', () => {
  it('shows the version of the template against the newest', async () => {
    api.read.mockResolvedValue(KNOWN);
    show();

    expect(await screen.findByText('service 1.0.0')).toBeInTheDocument();
    expect(screen.getByText('1.1.0 is the newest')).toBeInTheDocument();
    expect(screen.getByText('copier update')).toBeInTheDocument();
  });

  it('asks for no update of the newest version', async () => {
    const template = {
      ...KNOWN.survey.template,
      version: '1.1.0',
      behind: false,
    };
    api.read.mockResolvedValue({
      ...KNOWN,
      survey: { ...KNOWN.survey, template },
    });
    show();

    expect(await screen.findByText('the newest')).toBeInTheDocument();
    expect(screen.queryByText('copier update')).not.toBeInTheDocument();
  });

  it('compares no commit with a version', async () => {
    const template = { ...KNOWN.survey.template, version: '0f32972' };
    api.read.mockResolvedValue({
      ...KNOWN,
      survey: { ...KNOWN.survey, template: { ...template, behind: undefined } },
    });
    show();

    expect(await screen.findByText('1.1.0 is the newest')).toBeInTheDocument();
    expect(screen.queryByText('copier update')).not.toBeInTheDocument();
  });

  it('shows the first findings with file and line, and how many more there are', async () => {
    api.read.mockResolvedValue(KNOWN);
    show();

    expect(await screen.findByText('1 error, 7 warnings')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'catalog-info.yaml:3' }),
    ).toHaveAttribute(
      'href',
      'https://git.example.com/orders/catalog-info.yaml#L3',
    );
    expect(screen.getByRole('link', { name: 'GP101' })).toHaveAttribute(
      'href',
      'https://docs.example.com/GP101',
    );
    expect(screen.getByText(/and 7 more/)).toBeInTheDocument();
  });

  it('shows what it costs, by stage', async () => {
    api.read.mockResolvedValue(KNOWN);
    show();

    expect(await screen.findByText('€12.50 a month')).toBeInTheDocument();
    expect(screen.getByText('dev €3.50 · prod €9.00')).toBeInTheDocument();
  });

  it('shows a currency that is none of the world', async () => {
    const cost = { currency: 'credits', monthly: 5, stages: {} };
    api.read.mockResolvedValue({ ...KNOWN, survey: { ...KNOWN.survey, cost } });
    show();

    expect(await screen.findByText('5.00 credits a month')).toBeInTheDocument();
  });

  it('shows delivery metrics where there are any', async () => {
    api.read.mockResolvedValue({
      ...KNOWN,
      delivery: [{ title: 'Deployments per week', value: 4.5, unit: '' }],
    });
    show();

    expect(await screen.findByText('Deployments per week')).toBeInTheDocument();
    expect(screen.getByText('4.5')).toBeInTheDocument();
  });

  it('says that a repository was not born from a golden path', async () => {
    const { at } = KNOWN.survey;
    api.read.mockResolvedValue({
      surveying: false,
      survey: { at, validation: { errors: 0, warnings: 0, findings: [] } },
    });
    show();

    expect(
      await screen.findByText(/not born from a golden path/),
    ).toBeInTheDocument();
    expect(screen.getByText('No findings')).toBeInTheDocument();
    expect(screen.queryByText('Cost')).not.toBeInTheDocument();
    expect(screen.queryByText('Delivery')).not.toBeInTheDocument();
  });

  it('says why a validation failed', async () => {
    const validation = { failure: "there is no program 'python3'" };
    api.read.mockResolvedValue({
      surveying: false,
      survey: { at: KNOWN.survey.at, validation },
    });
    show();

    expect(
      await screen.findByText("there is no program 'python3'"),
    ).toBeInTheDocument();
  });

  it('says why nothing is known, and offers nothing that would not work', async () => {
    api.read.mockResolvedValue({ surveying: false, reason: 'it lies nowhere' });
    show();

    expect(await screen.findByText(/it lies nowhere/)).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('looks again until a survey has ended', async () => {
    api.read.mockResolvedValueOnce({ surveying: true });
    api.read.mockResolvedValue(KNOWN);
    show();

    expect(
      await screen.findByText(/looked at for the first time/),
    ).toBeInTheDocument();
    expect(await screen.findByText('service 1.0.0')).toBeInTheDocument();
    expect(api.read).toHaveBeenCalledTimes(2);
  });

  it('has the repository validated on demand', async () => {
    api.read.mockResolvedValue(KNOWN);
    api.survey.mockResolvedValue({ ...KNOWN, surveying: true });
    show();

    await userEvent.click(
      await screen.findByRole('button', { name: 'Validate now' }),
    );

    await waitFor(() => expect(api.survey).toHaveBeenCalledWith(entity));
  });

  it('says what went wrong and tries again', async () => {
    api.read.mockRejectedValueOnce(new Error('the backend is away'));
    api.read.mockResolvedValue(KNOWN);
    show();

    expect(await screen.findByText('the backend is away')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByText('service 1.0.0')).toBeInTheDocument();
    expect(screen.queryByText('the backend is away')).not.toBeInTheDocument();
  });
});
