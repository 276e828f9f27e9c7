import { GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

/**
 * The scalars of the schema. As inputs they accept any value: the rules of an input are checked as a whole, so that all its
 * issues are reported at once.
 */
export const scalars = {
  DateTime: lenientScalar('DateTime'),
  EmailAddress: lenientScalar('EmailAddress'),
  PhoneNumber: lenientScalar('PhoneNumber'),
};

function lenientScalar(name: string): GraphQLScalarType {
  return new GraphQLScalarType({
    name,
    serialize: String,
    parseValue: (value) => value,
    parseLiteral: (node, variables) => (node.kind === Kind.STRING ? node.value : valueFromASTUntyped(node, variables)),
  });
}
