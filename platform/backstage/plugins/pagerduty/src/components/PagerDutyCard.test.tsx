import { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { isPagerDutyAvailable } from '../annotations';
import { NotConnectedError, PagerDutyApi, pagerDutyApiRef } from '../api';
import { PagerDutyCard } from './PagerDutyCard';

const SERVICE = {
  id: 'P1',
  name: 'orders',
  url: 'https://example.pagerduty.com/P1',
};
const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'orders',
    annotations: { 'pagerduty.com/service-id': 'P1' },
  },
};

const api: jest.Mocked<PagerDutyApi> = {
  findService: jest.fn(),
  readOnCall: jest.fn(),
  readIncidents: jest.fn(),
  trigger: jest.fn(),
};

beforeEach(() => {
  jest.resetAllMocks();
  api.findService.mockResolvedValue(SERVICE);
  api.readOnCall.mockResolvedValue([]);
  api.readIncidents.mockResolvedValue([]);
});

const show = (email?: string) =>
  renderInTestApp(
    <EntityProvider entity={entity}>
      <PagerDutyCard />
    </EntityProvider>,
    {
      apis: [[pagerDutyApiRef, api], mockApis.identity({ email })],
    },
  );

async function fill() {
  await userEvent.click(
    await screen.findByRole('button', { name: 'Trigger an incident' }),
  );
  await userEvent.type(
    await screen.findByRole('textbox', { name: /What is wrong/ }),
    'It burns',
  );
}

describe('PagerDutyCard', () => {
  it('is for entities that name their service', () => {
    expect(isPagerDutyAvailable(entity)).toBe(true);
    expect(
      isPagerDutyAvailable({ ...entity, metadata: { name: 'plain' } }),
    ).toBe(false);
  });

  it('shows who is on call and what is open', async () => {
    api.readOnCall.mockResolvedValue([
      { id: 'U1', name: 'First responder', url: '', level: 1 },
    ]);
    api.readIncidents.mockResolvedValue([
      {
        id: 'I1',
        title: 'It burns',
        url: 'https://example.pagerduty.com/I1',
        status: 'acknowledged',
        urgency: 'high',
        at: '2026-11-01T00:00:00Z',
      },
    ]);
    show();

    expect(await screen.findByText('First responder')).toBeInTheDocument();
    expect(screen.getByText('level 1')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'It burns' })).toHaveAttribute(
      'href',
      'https://example.pagerduty.com/I1',
    );
    expect(screen.getByText(/acknowledged, since/)).toBeInTheDocument();
  });

  it('says that nobody is on call and nothing is open', async () => {
    show();

    expect(await screen.findByText('Nobody is on call.')).toBeInTheDocument();
    expect(screen.getByText('None')).toBeInTheDocument();
  });

  it('says that the portal has no token', async () => {
    api.findService.mockRejectedValue(new NotConnectedError('no token'));
    show();

    expect(
      await screen.findByText(/not connected to this portal/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('says that the service is unknown', async () => {
    api.findService.mockResolvedValue(undefined);
    show();

    expect(await screen.findByText(/knows no service/)).toBeInTheDocument();
  });

  it('tries again after a failure', async () => {
    api.findService.mockRejectedValueOnce(new Error('it is down'));
    show();

    expect(await screen.findByText('it is down')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByText('Nobody is on call.')).toBeInTheDocument();
    expect(screen.queryByText('it is down')).not.toBeInTheDocument();
  });

  it('calls nobody before it is confirmed, and then looks again', async () => {
    show('developer@example.com');
    await fill();
    expect(api.trigger).not.toHaveBeenCalled();

    await userEvent.click(screen.getByRole('button', { name: 'Call them' }));

    await waitFor(() =>
      expect(api.trigger).toHaveBeenCalledWith(SERVICE, {
        title: 'It burns',
        details: '',
        from: 'developer@example.com',
      }),
    );
    await waitFor(() => expect(api.readIncidents).toHaveBeenCalledTimes(2));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('says why an incident was not opened', async () => {
    api.trigger.mockRejectedValue(new Error('Requester User Not Found'));
    show('developer@example.com');
    await fill();

    await userEvent.click(screen.getByRole('button', { name: 'Call them' }));

    expect(
      await screen.findByText('Requester User Not Found'),
    ).toBeInTheDocument();
  });

  it('lets nobody call who has no e-mail address', async () => {
    show();
    await fill();

    expect(
      await screen.findByText(/your profile has no e-mail address/),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Call them' })).toBeDisabled();
  });
});
