import './tokens.css';
import './base.css';
import { mount } from 'svelte';
import { z } from 'zod';
import App from './App.svelte';
import { openBridge } from './open-bridge.ts';

// The content policy forbids code from strings, by which zod would compile its schemas.
z.config({ jitless: true });

const target = document.getElementById('page');
if (target === null) throw new Error('index.html has no element #page.');
mount(App, { target, props: { bridge: openBridge(window) } });
