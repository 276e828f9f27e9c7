import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = {
  DateTime: 'string',
  EmailAddress: 'string',
  PhoneNumber: 'string',
  ID: { input: 'string', output: 'string' },
};
const common = { scalars, strictScalars: true, useTypeImports: true };

/** Types for the GraphQL documents written in one consumer's folder. */
const documentsOf = (folder: string) => ({
  documents: [`${folder}/**/*.{ts,tsx}`, `!${folder}/generated/**`],
  preset: 'client' as const,
  presetConfig: { fragmentMasking: false },
  config: { ...common, documentMode: 'string', enumType: 'string-literal' },
});

const config: CodegenConfig = {
  schema: 'schema.graphql',
  importExtension: '.ts',
  emitLegacyCommonJSImports: false,
  generates: {
    'client/src/generated/': documentsOf('client/src'),
    'sdk/src/generated/': documentsOf('sdk/src'),
    'server/src/generated/resolvers.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        ...common,
        enumsAsTypes: true,
        useIndexSignature: true,
        contextType: '../graphql/context.ts#GraphQLContext',
        mappers: {
          CreateAppointmentPayload: '../appointments/appointment.ts#CreatedAppointment',
          RescheduleAppointmentPayload: '../appointments/change-batch.ts#ChangeResult',
          CancelAppointmentPayload: '../appointments/change-batch.ts#ChangeResult',
          Appointment: '../appointments/appointment.ts#AppointmentRow',
          AppointmentChange: '../appointments/appointment-past.ts#PastEntry',
          Delivery: '../deliveries/delivery.ts#DeliveryRow',
          DeliveryHistoryEntry: '../deliveries/delivery-history.ts#HistoryEntryOf',
          DeliveryStatusChange: '../deliveries/delivery-change.ts#FeedChange',
        },
      },
    },
  },
};
export default config;
