-- The order of a recipe's params is part of what its agent tells, and jsonb does not keep it.
alter table agent_recipe alter column schema type json using schema::json;
