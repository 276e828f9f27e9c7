/** A mail server that accepts everything, at once. */
import { startScriptedSmtpServer } from '@belltower/dev/scripted-smtp-server';
import { serve } from './serve.ts';

serve((await startScriptedSmtpServer()).url);
