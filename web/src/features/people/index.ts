export { PeopleButton } from "./people-button";
