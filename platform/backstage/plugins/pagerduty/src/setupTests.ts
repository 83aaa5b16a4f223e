import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A page and its parts are loaded when they are shown, which takes a while on a busy machine.
configure({ asyncUtilTimeout: 20_000 });
jest.setTimeout(60_000);
