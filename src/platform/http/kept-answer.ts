/** An answer as it goes over the wire, JSON in UTF-8, sent as it is; marked like the view it was made of (`counted`). */
export class KeptAnswer {
  constructor(
    readonly body: Buffer,
    readonly isGzip: boolean,
  ) {}
}
