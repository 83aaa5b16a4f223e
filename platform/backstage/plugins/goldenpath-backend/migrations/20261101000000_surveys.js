/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('surveys', table => {
    table.comment('What is known of a repository since it was last looked at');
    table.text('source').primary().comment('Where the repository lies');
    table.text('etag').comment('What names the state that was looked at');
    table.text('result').notNullable().comment('The survey, as JSON');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('surveys');
};
