/** Aspects of a question, in the order of the submission's columns. */
const questionClasses = [
  "asker_intent_understanding",
  "body_critical",
  "conversational",
  "expect_short_answer",
  "fact_seeking",
  "has_commonly_accepted_answer",
  "interestingness_others",
  "interestingness_self",
  "multi_intent",
  "not_really_a_question",
  "opinion_seeking",
  "type_choice",
  "type_compare",
  "type_consequence",
  "type_definition",
  "type_entity",
  "type_instructions",
  "type_procedure",
  "type_reason_explanation",
  "type_spelling",
  "well_written",
].map((aspect) => `question_${aspect}`);

/** Aspects of an answer. */
const answerClasses = [
  "helpful",
  "level_of_information",
  "plausible",
  "relevance",
  "satisfaction",
  "type_instructions",
  "type_procedure",
  "type_reason_explanation",
  "well_written",
].map((aspect) => `answer_${aspect}`);

export const classes = [...questionClasses, ...answerClasses];

/** The class that is 0 for nearly every question. */
export const rareClass = "question_type_spelling";
