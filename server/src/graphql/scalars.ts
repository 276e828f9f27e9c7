import { GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

/**
 * The scalars of the schema. As inputs they take whatever is written: the rules of an input are checked as a whole, so
 * that everything that is wrong with it is told at once.
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
