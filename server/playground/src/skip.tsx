// The first stop of the keyboard: without it, Run comes after every tab and button of the page.
export function Skip() {
  return (
    <a
      className="skip"
      href="#run"
      onClick={(event) => {
        event.preventDefault();
        document.querySelector<HTMLElement>('.graphiql-execute-button')?.focus();
      }}
    >
      To the Run button
    </a>
  );
}
