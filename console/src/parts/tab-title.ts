let page = '';
let organization = '';

/** The browser's tab says which page of which organization it shows (console A12): `Members · Northwind`. */
export function setTabPage(title: string): void {
  page = title;
  write();
}

export function setTabOrganization(name: string): void {
  organization = name;
  write();
}

function write(): void {
  const parts = [page, organization === '' ? 'Muster' : organization];
  document.title = parts.filter((part) => part !== '').join(' · ');
}
