import { client, unwrap } from '@/api/client'
import { login } from './login'

export interface Registration {
  tenant: { name: string; time_zone: string; locale: string }
  owner: { name: string; email: string; password: string }
}

/** Registers a business with its owner, and signs the owner in. */
export async function register({ key, ...body }: Registration & { key: string }): Promise<void> {
  const { tenant_id } = await unwrap(
    client.POST('/api/v1/tenants', { params: { header: { 'Idempotency-Key': key } }, body }),
  )
  await login({ email: body.owner.email, password: body.owner.password, tenant_id })
}
