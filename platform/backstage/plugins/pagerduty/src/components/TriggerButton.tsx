import {
  identityApiRef,
  toastApiRef,
  useApi,
} from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { pagerDutyApiRef, Service } from '../api';

const TOAST_MS = 5_000;

/** Opens an incident, after a person has said what it is and that they mean it. */
export function TriggerButton(props: {
  service: Service;
  onTriggered: () => void;
}) {
  const { onTriggered, service } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="small" variant="secondary" onPress={() => setOpen(true)}>
        Trigger an incident
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen}>
        {isOpen && (
          <TriggerForm
            service={service}
            onClose={() => setOpen(false)}
            onTriggered={onTriggered}
          />
        )}
      </Dialog>
    </>
  );
}

function TriggerForm(props: {
  service: Service;
  onClose: () => void;
  onTriggered: () => void;
}) {
  const { onClose, onTriggered, service } = props;
  const api = useApi(pagerDutyApiRef);
  const identity = useApi(identityApiRef);
  const toast = useApi(toastApiRef);
  const [title, setTitle] = useState('');
  const [details, setDetails] = useState('');
  const profile = useAsync(() => identity.getProfileInfo(), [identity]);
  const from = profile.value?.email;
  const [{ error, loading }, trigger] = useAsyncFn(async () => {
    await api.trigger(service, { title: title.trim(), details, from: from! });
    toast.post({ title: `${service.name} is being called`, timeout: TOAST_MS });
    onClose();
    onTriggered();
  }, [api, details, from, onClose, onTriggered, service, title, toast]);

  return (
    <>
      <DialogHeader>Trigger an incident of {service.name}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          <Text>Whoever is on call is called at once, at night as well.</Text>
          <TextField
            label="What is wrong"
            isRequired
            maxLength={255}
            value={title}
            onChange={setTitle}
          />
          <TextAreaField
            label="What whoever is called should know"
            value={details}
            onChange={setDetails}
          />
          {!profile.loading && !from && (
            <Alert
              status="warning"
              icon
              description="PagerDuty wants to know who calls, and your profile has no e-mail address: sign in with an account."
            />
          )}
          {error && (
            <Alert
              status="danger"
              icon
              title="The incident was not opened"
              description={error.message}
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Cancel
        </Button>
        <Button
          variant="primary"
          destructive
          isDisabled={!title.trim() || !from}
          isPending={loading}
          onPress={() => trigger()}
        >
          Call them
        </Button>
      </DialogFooter>
    </>
  );
}
